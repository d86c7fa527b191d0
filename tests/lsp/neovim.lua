-- Runs in Neovim: loads a configuration, opens a file, and reports as JSON what a person would see.
-- Arguments: the configuration, the file, the unsaved text, where to write the report.
local config, file, text, report = unpack(_G.arg)
local RULE = "aws-ec2-imds-v1-enabled"
local seen = {}

local function findings()
  return vim.tbl_filter(function(found)
    return found.code == RULE
  end, vim.diagnostic.get(0))
end

local function wait(what, condition)
  if not vim.wait(20000, condition, 10) then
    error("timed out: " .. what .. "; messages: " .. vim.fn.execute("messages"))
  end
end

local function lines_of(path)
  return vim.fn.readfile(path)
end

local function main()
  vim.cmd("filetype on")
  dofile(config)
  vim.cmd.edit(file)
  wait("attached", function()
    return #vim.lsp.get_clients({ bufnr = 0, name = "terrafence" }) == 1
  end)
  seen.filetype = vim.bo.filetype
  vim.api.nvim_buf_set_lines(0, 0, -1, false, lines_of(text))
  wait("diagnostic on unsaved text", function()
    return #findings() > 0
  end)
  local found = findings()
  seen.count = #found
  seen.line, seen.column, seen.source = found[1].lnum, found[1].col, found[1].source
  seen.modified = vim.bo.modified

  vim.api.nvim_win_set_cursor(0, { found[1].lnum + 1, 0 })
  vim.lsp.buf.code_action({
    apply = true,
    filter = function(action)
      return action.isPreferred and action.diagnostics[1].code == RULE
    end,
  })
  wait("diagnostic gone", function()
    return #findings() == 0 and table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false)):find('"required"') ~= nil
  end)
  seen.fixed = vim.api.nvim_buf_get_lines(0, 0, -1, false)

  if vim.fn.exists(":TerrafenceFixAll") == 2 then
    vim.api.nvim_buf_set_lines(0, 0, -1, false, lines_of(text))
    wait("diagnostic again", function()
      return #findings() > 0
    end)
    vim.cmd.TerrafenceFixAll()
    wait("all fixed", function()
      return #findings() == 0
    end)
    seen.fixed_all = vim.api.nvim_buf_get_lines(0, 0, -1, false)
  end
end

local ok, problem = pcall(main)
seen.problem = not ok and tostring(problem) or nil
vim.fn.writefile({ vim.json.encode(seen) }, report)
for _, client in ipairs(vim.lsp.get_clients()) do
  client:stop()
end
vim.wait(2000, function()
  return #vim.lsp.get_clients() == 0
end, 10)
vim.cmd.qall({ bang = true })
