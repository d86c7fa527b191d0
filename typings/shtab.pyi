from argparse import ArgumentParser

FILE: object
DIRECTORY: object

def cmd(command: str) -> object: ...
def complete(parser: ArgumentParser, shell: str = ...) -> str: ...
