-- ARGV: worker, supervises, now, day, most, patience, then the languages that they speak
local worker, supervises, now, day = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
if redis.call('SCARD', at('load', worker)) >= tonumber(ARGV[5]) then return {'many'} end
local roles = supervises == '1' and {'supervisor', '-'} or {'-'}

local function oldest(best, queue)
  local first = redis.call('ZRANGE', queue, 0, 0, 'WITHSCORES')
  if #first == 0 then return best end
  local since = tonumber(first[2])
  return (not best or since < best.since) and {id = first[1], since = since} or best
end

for risk = 2, 0, -1 do
  local longest, understood = nil, nil
  for _, role in ipairs(roles) do
    longest = oldest(longest, at('w', role, risk))
    for i = 7, #ARGV do understood = oldest(understood, at('w', role, risk, ARGV[i])) end
  end
  -- Who has waited for long comes before a shared language, or a rare language would wait for ever.
  if longest and tonumber(now) - longest.since >= tonumber(ARGV[6]) then understood = longest end
  local found = understood or longest
  if found then
    taken(ticket(found.id), worker, now, day)
    return {'ok', found.id}
  end
end
return {'none'}
