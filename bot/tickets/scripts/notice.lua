-- Says one of our own texts to the person. ARGV: id, now, event, content, its key
-- Without an event it is what they are owed of a deed, and said only while they are.
local id, now, event = ARGV[1], ARGV[2], ARGV[3]
local t = ticket(id)
if known(event) then return {'ok', known(event)} end
if not t then return {'gone'} end
if event == '' then
  if t.owed ~= ARGV[5] then return {'ok', ''} end
  owe_nothing(t)
end
local message = redis.call('XADD', at('m', id), '*', 'a', now, 'c', ARGV[4])
redis.call('HSET', at('d', id), message, 'waiting')
redis.call('RPUSH', at('o', id), message)
redis.call('ZADD', at('ready'), 'NX', now, id)
note(event, message)
tell('message', id)
return {'ok', message}
