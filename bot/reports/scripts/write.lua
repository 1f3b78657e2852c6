-- Saves a draft, or sends it. ARGV: id, now, deed, urgency, erase_at, content, then to send it event, address
local id, now, deed, event = ARGV[1], ARGV[2], ARGV[3], ARGV[7] or ''
local r = report(id, now)
if not r then return {'gone'} end
if known(event) then return {'ok', id} end
if r.state ~= 'draft' then return {'moved', r.state} end
set(r, {urgency = ARGV[4], content = ARGV[6]})
lasts(r, now, ARGV[5])
if deed == 'send' then
  set(r, {state = 'received', sent_at = now, address = ARGV[8]})
  redis.call('ZADD', at('all'), now, id)
end
note(event, id)
return {'ok', id}
