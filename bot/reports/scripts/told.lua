-- What happened since the lease was taken is told too. ARGV: id, lease
if tonumber(redis.call('ZSCORE', at('news'), ARGV[1]) or 'nan') == tonumber(ARGV[2]) then
  redis.call('ZREM', at('news'), ARGV[1])
end
return {'ok', ARGV[1]}
