-- Drives the server from a real editor: what is typed, and what the editor then knows, as JSON in the file that
-- HN2301_TOLD names.

local told = {}

local function wait(what, holds)
  if not vim.wait(60000, holds, 20) then
    error("waited in vain for " .. what)
  end
end

local function request(method, more)
  local params = vim.tbl_extend("force", vim.lsp.util.make_position_params(0, "utf-16"), more or {})
  local answers = vim.lsp.buf_request_sync(0, method, params, 60000)
  for _, answer in pairs(answers or {}) do
    return answer.result
  end
end

local ok, problem = pcall(function()
  wait("the server", function()
    return #vim.tbl_values(vim.lsp.buf_get_clients(0)) == 1
      and vim.tbl_values(vim.lsp.buf_get_clients(0))[1].initialized
  end)
  told.line = vim.fn.getline(4)

  -- A number is changed, as by typing over it.
  vim.api.nvim_win_set_cursor(0, { 4, 34 })
  vim.cmd("normal! f0cW1.0")
  wait("a finding", function()
    return #vim.diagnostic.get(0) > 0
  end)
  local finding = vim.diagnostic.get(0)[1]
  told.finding = { finding.message, finding.lnum, finding.col, finding.end_col, finding.code }

  vim.cmd("undo")
  wait("nothing to be found", function()
    return #vim.diagnostic.get(0) == 0
  end)

  vim.api.nvim_win_set_cursor(0, { 4, 3 })
  told.hover = request("textDocument/hover").contents.value
  vim.lsp.util.apply_workspace_edit(request("textDocument/rename", { newName = "lymphocytes_adequate" }), "utf-16")
  told.renamed = vim.fn.getline(4)
  vim.cmd("edit " .. vim.fn.expand("%:r") .. ".lp")
  told.rule = vim.fn.getline(vim.fn.search("^bone_marrow"))
  wait("nothing to be found after the renaming", function()
    return #vim.diagnostic.get(0) == 0
  end)
end)

told.problem = not ok and tostring(problem) or nil
vim.fn.writefile({ vim.fn.json_encode(told) }, vim.env.HN2301_TOLD)
vim.cmd("qall!")
