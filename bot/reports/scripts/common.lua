-- What the scripts of reports share. Beside {'ok', ...} they answer {'gone'}, {'taken', by}, {'moved', state}, {'full'}.
-- Of a report: r its fields, f follow-ups, p to whom it was passed on, v what is known of its files, e their bytes.
-- What has come to its time is there no more, whether it was taken away already or not.
local function report(id, now)
  local r = record('r', id)
  if r and tonumber(r.erase_at) <= tonumber(now) then return nil end
  return r
end

local function set(r, fields) write('r', r, fields) end

local function lasts(r, now, erase_at)
  set(r, {changed_at = now, erase_at = erase_at})
  redis.call('ZADD', at('erase'), erase_at, r.id)
end

-- Whether so many bytes more are within what all reports may hold together.
local function room(by, most)
  return by <= 0 or tonumber(redis.call('GET', at('bytes')) or '0') + by <= tonumber(most)
end

local function grown(r, by)
  redis.call('INCRBY', at('bytes'), by)
  set(r, {bytes = tostring(tonumber(r.bytes or '0') + by)})
end

local function purge(r)
  for _, index in ipairs({'all', 'erase', 'news'}) do redis.call('ZREM', at(index), r.id) end
  redis.call('DEL', at('receipt', r.receipt))
  for _, part in ipairs({'r', 'f', 'p', 'v', 'e'}) do redis.call('DEL', at(part, r.id)) end
  redis.call('DECRBY', at('bytes'), r.bytes)
  -- Until the server's file is written anew it holds what was taken away.
  redis.call('INCR', at('stale'))
end

-- What the office did is told to a reporter who may be written to.
local function news(r, now)
  if r.address ~= '' then redis.call('ZADD', at('news'), now, r.id) end
end

