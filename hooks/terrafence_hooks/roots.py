"""One directory as a root module, for the commands that look at what Terraform would make of it."""

from terrafence.evaluate.workspace import Workspace, load_root
from terrafence.files import Disk
from terrafence_hooks.batches import absolute, batches
from terrafence_hooks.options import Options


def root_at(directory: str, options: Options) -> Workspace:
    """The directory as a root, with the variables that its settings and the options give. Raises UserError
    when there is none."""
    files, path = Disk(), absolute(directory)
    (batch,) = batches(files, [path], options)
    return load_root(files, path, batch.config.inputs)
