-- Takes the ticket whose messages wait longest to be sent. ARGV: now, lease
local due = redis.call('ZRANGEBYSCORE', at('ready'), '-inf', ARGV[1], 'LIMIT', 0, 1)
if #due == 0 then return {'none'} end
redis.call('ZADD', at('ready'), ARGV[2], due[1])
return {'ok', due[1]}
