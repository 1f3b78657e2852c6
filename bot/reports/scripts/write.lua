-- Saves a draft, or sends it. ARGV: id, now, deed, urgency, erase_at, content, most of all, then to send it event, address
local id, now, deed, event = ARGV[1], ARGV[2], ARGV[3], ARGV[8] or ''
local r = report(id, now)
if not r then return {'gone'} end
if known(event) then return {'ok', id} end
if r.state ~= 'draft' then return {'moved', r.state} end
local bytes = #ARGV[6] - #r.content
if not room(bytes, ARGV[7]) then return {'full'} end
grown(r, bytes)
set(r, {urgency = ARGV[4], content = ARGV[6]})
lasts(r, now, ARGV[5])
if deed == 'send' then
  set(r, {state = 'received', sent_at = now, address = ARGV[9]})
  redis.call('ZADD', at('all'), now, id)
end
note(event, '1')
return {'ok', id}
