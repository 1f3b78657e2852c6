-- Notes that the server's file holds nothing any more that was taken away before. ARGV: how much was
if redis.call('GET', at('stale')) == ARGV[1] then redis.call('DEL', at('stale')) end
return {'ok', ''}
