-- Starts `hn2301 lsp` for the files of a knowledge base. For Neovim 0.7 and later: `:luafile` it, or put it in a folder
-- `plugin` of your configuration. `vim.g.hn2301` names another program than `hn2301`.

local clients = {}

-- The folder of the knowledge base in which a file stands: the outermost that holds a protocol.yaml, amendments being
-- folders of it. None where there is none.
local function knowledge_base(path)
  local found
  local folder = vim.fn.fnamemodify(path, ":p:h")
  for _ = 1, 6 do
    if vim.fn.filereadable(folder .. "/protocol.yaml") == 1 then
      found = folder
    end
    folder = vim.fn.fnamemodify(folder, ":h")
  end
  return found
end

local function program()
  local named = vim.g.hn2301 or "hn2301"
  if vim.fn.executable(named) == 1 then
    return named
  end
  vim.notify_once(
    "The program `" .. named .. '` is not found: pip install "hn2301-asp[editor]", or set vim.g.hn2301 to its path.',
    vim.log.levels.ERROR
  )
end

local function attach(buffer, path)
  local root = knowledge_base(path)
  local command = root and program()
  if not command then
    return
  end
  local config = { name = "hn2301", cmd = { command, "lsp" }, root_dir = root }
  if vim.lsp.start then
    vim.lsp.start(config, { bufnr = buffer })
  else
    clients[root] = clients[root] or vim.lsp.start_client(config)
    vim.lsp.buf_attach_client(buffer, clients[root])
  end
  if vim.lsp.inlay_hint and vim.lsp.inlay_hint.enable then
    vim.lsp.inlay_hint.enable(true, { bufnr = buffer })
  end
end

vim.api.nvim_create_autocmd({ "BufReadPost", "BufNewFile" }, {
  pattern = { "*.thr", "*.lp", "*.yaml" },
  callback = function(event)
    attach(event.buf, event.match)
  end,
})
