-- Keeps a draft under the first receipt that no other has, and gives that one's number.
-- ARGV: id, now, event, urgency, erase_at, key, content, then names of receipts to choose from
local id, now, event = ARGV[1], ARGV[2], ARGV[3]
if known(event) then return {'ok', known(event)} end
for i = 8, #ARGV do
  if redis.call('SET', at('receipt', ARGV[i]), id, 'NX') then
    local r = {id = id}
    set(r, {
      receipt = ARGV[i], state = 'draft', urgency = ARGV[4], worker = '', key = ARGV[6], content = ARGV[7], address = '',
      status = '', created_at = now, sent_at = '0',
    })
    lasts(r, now, ARGV[5])
    note(event, tostring(i - 8))
    return {'ok', tostring(i - 8)}
  end
end
return {'none'}
