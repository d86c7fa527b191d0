" Runs in Vim with ALE: loads a configuration, opens a file, and reports as JSON what a person would see.
" The environment has CONFIG, FILE, UNSAVED and REPORT.
set nocompatible nomore
set runtimepath^=/usr/share/vim-ale
filetype plugin on
let g:ale_lint_delay = 50
let g:ale_linters = {'terraform': ['terrafence']}
runtime plugin/ale.vim
source $CONFIG

let s:seen = {}

function! s:Findings() abort
  return filter(ale#engine#GetLoclist(bufnr('')), 'get(v:val, "text", "") =~# "IMDSv1"')
endfunction

function! s:Wait(what, condition) abort
  for l:try in range(1000)
    if a:condition()
      return
    endif
    sleep 20m
  endfor
  throw 'timed out: ' . a:what
endfunction

try
  execute 'edit' fnameescape($FILE)
  let s:seen.filetype = &filetype
  call setline(1, readfile($UNSAVED))
  call ale#Queue(0)
  call s:Wait('finding on unsaved text', {-> !empty(s:Findings())})
  let s:found = s:Findings()[0]
  let s:seen.at = strpart(getline(s:found.lnum), s:found.col - 1, 11)
  let s:seen.modified = &modified
  let s:seen.code = get(s:found, 'code', '')
  call setline(1, map(getline(1, '$'), 'substitute(v:val, "optional", "required", "")'))
  call ale#Queue(0)
  call s:Wait('finding gone', {-> empty(s:Findings())})
  let s:seen.gone = v:true
catch
  let s:seen.problem = v:exception . ' at ' . v:throwpoint
endtry
call writefile([json_encode(s:seen)], $REPORT)
qall!
