-- Notes what became of a message, and never goes back. ARGV: id, message, delivery
local order = {waiting = 1, sending = 2, unknown = 3, sent = 4, delivered = 5, read = 6, failed = 7, refused = 7}
local id, message = ARGV[1], ARGV[2]
local now = redis.call('HGET', at('d', id), message)
if not now then return {'gone'} end
if (order[ARGV[3]] or 0) <= (order[now] or 0) then return {'ok', message} end
redis.call('HSET', at('d', id), message, ARGV[3])
tell('delivery', id)
return {'ok', message}
