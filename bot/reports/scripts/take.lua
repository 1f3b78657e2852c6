-- Takes the report whose news wait longest to be told. ARGV: now, lease
local due = redis.call('ZRANGEBYSCORE', at('news'), '-inf', ARGV[1], 'LIMIT', 0, 1)
if #due == 0 then return {'none'} end
redis.call('ZADD', at('news'), ARGV[2], due[1])
return {'ok', due[1]}
