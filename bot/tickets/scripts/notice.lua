-- Says one of our own texts to the person. ARGV: id, now, event, content
local id, now, event = ARGV[1], ARGV[2], ARGV[3]
if known(event) then return {'ok', known(event)} end
if not ticket(id) then return {'gone'} end
local message = redis.call('XADD', at('m', id), '*', 'a', now, 'c', ARGV[4])
redis.call('HSET', at('d', id), message, 'waiting')
redis.call('RPUSH', at('o', id), message)
redis.call('ZADD', at('ready'), 'NX', now, id)
note(event, message)
tell('message', id)
return {'ok', message}
