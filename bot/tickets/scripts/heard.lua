-- What was said on the person's side. ARGV: id, now, event, how many of these are the person's, then contents
local id, now, event = ARGV[1], ARGV[2], ARGV[3]
local t = ticket(id)
if not t then return {'gone'} end
if known(event) then return {'ok', id} end
if t.state == 'closed' then return {'moved', t.state} end
-- After a silence it may be somebody else who writes: where there is a code word, it is asked for anew.
if t.calls_back == '1' and tonumber(now) - tonumber(t.person_at) > 900 then set(t, {opened_at = now}) end
for i = 5, #ARGV do redis.call('XADD', at('m', id), '*', 'a', now, 'c', ARGV[i]) end
set(t, {unread = tostring(tonumber(t.unread) + tonumber(ARGV[4])), person_at = now, left = '0'})
if t.state == 'on_hold' then
  set(t, {state = 'active', state_at = now})
  tell('queue', id)
end
note(event, id)
tell('message', id)
return {'ok', id}
