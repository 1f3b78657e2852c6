-- Who takes over what nobody has answered yet is the first that the person hears of.
-- ARGV: id, worker, supervises, now, day, most
local id, worker, supervises, now, day, most = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], tonumber(ARGV[6])
local t = ticket(id)
if not t then return {'gone'} end
if t.state == 'closed' then return {'moved', t.state} end
if t.state ~= 'waiting' and t.worker == worker then return {'ok', id} end
if t.state ~= 'waiting' and t.offered_to ~= worker then return {'taken', t.worker} end
if t.state == 'waiting' and t.role ~= '' and supervises ~= '1' then return {'taken', ''} end
if redis.call('SCARD', at('load', worker)) >= most then return {'many'} end
if t.state == 'waiting' then
  taken(t, worker, now, day)
else
  redis.call('SREM', at('load', t.worker), id)
  set(t, {worker = worker, offered_to = ''})
  redis.call('SADD', at('load', worker), id)
  owe(t, t.state == 'claimed' and 'joined' or 'transferred', now)
  count(day, 'transferred', t)
  tell('queue', id, worker)
end
return {'ok', id}
