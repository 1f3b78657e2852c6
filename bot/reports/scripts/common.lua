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

-- What the office did is told to a reporter who may be written to.
local function news(r, now)
  if r.address ~= '' then redis.call('ZADD', at('news'), now, r.id) end
end

