-- ARGV: id, now, event, urgency, erase_at, content, most, most of all
local id, now, event = ARGV[1], ARGV[2], ARGV[3]
local r = report(id, now)
if not r then return {'gone'} end
if known(event) then return {'ok', id} end
if r.state == 'draft' or r.state == 'closed' then return {'moved', r.state} end
if redis.call('LLEN', at('f', id)) >= tonumber(ARGV[7]) then return {'full'} end
if not room(#ARGV[6], ARGV[8]) then return {'full'} end
grown(r, #ARGV[6])
redis.call('RPUSH', at('f', id), ARGV[6])
if tonumber(ARGV[4]) > tonumber(r.urgency) then set(r, {urgency = ARGV[4]}) end
lasts(r, now, ARGV[5])
note(event, '1')
return {'ok', id}
