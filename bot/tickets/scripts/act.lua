-- What a holder does. ARGV: id, worker, supervises, now, day, deed, value, second value
local t, worker, supervises, now, day, deed = ticket(ARGV[1]), ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local assessing = deed == 'assess' or deed == 'speak'
if t and t.state == 'waiting' and supervises == '1' and (assessing or deed == 'release' or deed == 'close') then
  -- A supervisor may mend what nobody holds yet.
else
  local refusal = held(t, worker, supervises)
  if refusal then return refusal end
end
if deed == 'read' then
  if t.worker == worker then set(t, {unread = '0'}) end
elseif deed == 'hold' then
  set(t, {state = 'on_hold', state_at = now})
elseif deed == 'release' then
  if t.state == 'waiting' then dequeue(t) end
  redis.call('SREM', at('load', t.worker), t.id)
  set(t, {state = 'waiting', state_at = now, worker = '', offered_to = '', role = ARGV[7]})
  owe_nothing(t)
  enqueue(t)
  count(day, 'released', t)
elseif deed == 'offer' then
  set(t, {offered_to = ARGV[7]})
elseif deed == 'assess' then
  replaced(t, {risk = ARGV[7], risk_reason = ARGV[8]})
elseif deed == 'speak' then
  replaced(t, {language = ARGV[7]})
elseif deed == 'close' then
  -- Who was never answered hears nothing of an end that they did not see begin, nor who has been silent for long.
  local tells = t.state ~= 'waiting' and worker ~= ''
  closed(t, ARGV[7], now, day, ARGV[8])
  if tells then owe(t, ARGV[7] == 'handed_back' and ARGV[7] or 'closed', now) end
end
tell('queue', t.id, worker)
return {'ok', t.id}
