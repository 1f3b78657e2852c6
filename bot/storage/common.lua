-- What every script of every store begins with. KEYS[1] is the prefix of all keys: one slot of a cluster holds them, since
-- one deed changes several. Each script answers {'ok', ...}, {'none'}, or what stands in its way.
local P = KEYS[1]

local function at(...) return P .. table.concat({...}, ':') end

-- A record is a hash, read with its id; nil where there is none.
local function record(kind, id)
  local raw = redis.call('HGETALL', at(kind, id))
  if #raw == 0 then return nil end
  local r = {id = id}
  for i = 1, #raw, 2 do r[raw[i]] = raw[i + 1] end
  return r
end

local function write(kind, r, fields)
  for name, value in pairs(fields) do
    r[name] = value
    redis.call('HSET', at(kind, r.id), name, value)
  end
end

-- An event that came before gives what it did then.
local function known(event)
  return event ~= '' and redis.call('GET', at('event', event)) or nil
end

local function note(event, done)
  if event ~= '' then redis.call('SET', at('event', event), done, 'EX', 172800) end
end

