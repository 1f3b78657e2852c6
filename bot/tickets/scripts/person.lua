-- What else the person decides. ARGV: id, deed, now, day, erase_at, value, second value
local t, deed, now, day = ticket(ARGV[1]), ARGV[2], ARGV[3], ARGV[4]
if not t then return {'gone'} end
if deed == 'erase' then
  if t.state ~= 'closed' then count(day, 'closed.deleted', t) end
  purge(t)
  return {'ok', t.id}
end
if deed == 'doom' then
  set(t, {doomed_at = ARGV[6]})
  if tonumber(ARGV[6]) > 0 then
    redis.call('ZADD', at('doomed'), ARGV[6], t.id)
  else
    redis.call('ZREM', at('doomed'), t.id)
  end
  return {'ok', t.id}
end
if t.state == 'closed' then return {'moved', t.state} end
if deed == 'waits' then
  set(t, {waits = ARGV[6]})
elseif deed == 'contact' then
  -- What they say here counts from now on, and nothing wider that they chose before.
  set(t, {contact = ARGV[6], calls_back = ARGV[7], waits = '0'})
elseif deed == 'raise' then
  -- That somebody reads along changes what may be written, also to who is in danger already.
  local watched = ARGV[7] == 'watched' and t.reason ~= 'watched'
  if tonumber(ARGV[6]) <= tonumber(t.risk) and not watched then return {'ok', t.id} end
  raised(t, ARGV[6], ARGV[7])
elseif deed == 'leave' then
  set(t, {left = '1', waits = '0'})
  if t.calls_back == '1' and ARGV[6] == 'left' then
    -- It stays for the safe contact; whoever writes from this phone now is a stranger.
    unlink(t)
    owe_nothing(t)
  else
    -- Whoever no longer wants somebody is not to be called back either.
    set(t, {contact = '', calls_back = '0'})
    closed(t, ARGV[6], now, day, ARGV[5])
  end
end
tell('queue', t.id)
return {'ok', t.id}
