-- ARGV: id, worker, supervises, now, event, content, whether it is for the person
local id, worker, now, event = ARGV[1], ARGV[2], ARGV[4], ARGV[5]
if known(event) then return {'ok', known(event)} end
local t = ticket(id)
local refusal = held(t, worker, ARGV[3])
if refusal then return refusal end
local message = redis.call('XADD', at('m', id), '*', 'a', now, 'c', ARGV[6])
if ARGV[7] == '1' then
  redis.call('HSET', at('d', id), message, 'waiting')
  redis.call('RPUSH', at('o', id), message)
  redis.call('ZADD', at('ready'), 'NX', now, id)
  set(t, {answered = '1'})
  if t.state ~= 'active' then
    set(t, {state = 'active', state_at = now})
    tell('queue', id, worker)
  end
end
note(event, message)
tell('message', id, worker)
return {'ok', message}
