-- Keeps a draft under the first receipt that no other has, and gives that one's number.
-- ARGV: id, now, event, urgency, erase_at, key, content, most of all, then names of receipts to choose from
local id, now, event = ARGV[1], ARGV[2], ARGV[3]
if known(event) then return {'ok', known(event)} end
-- What stands beside the content takes about so much.
local bytes = #ARGV[7] + 1024
if not room(bytes, ARGV[8]) then return {'full'} end
for i = 9, #ARGV do
  if redis.call('SET', at('receipt', ARGV[i]), id, 'NX') then
    local r = {id = id}
    set(r, {
      receipt = ARGV[i], state = 'draft', urgency = ARGV[4], worker = '', key = ARGV[6], content = ARGV[7], address = '',
      status = '', created_at = now, sent_at = '0',
    })
    grown(r, bytes)
    lasts(r, now, ARGV[5])
    note(event, tostring(i - 9))
    return {'ok', tostring(i - 9)}
  end
end
return {'none'}
