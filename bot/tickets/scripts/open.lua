-- ARGV: id, person, now, day, event, risk, reason, channel, language, country, key, address, then names to choose from
local id, person, now, day, event = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local open = redis.call('GET', at('person', person))
local t = open and ticket(open)
if t and t.state ~= 'closed' then
  if tonumber(ARGV[6]) > tonumber(t.risk) then
    raised(t, ARGV[6], ARGV[7])
    tell('queue', t.id)
  end
  return {'ok', t.id}
end
if known(event) then return {'ok', known(event)} end
local name = ''
for i = 13, #ARGV do
  if redis.call('SADD', at('names'), ARGV[i]) == 1 then name = ARGV[i] break end
end
local number = 2
while name == '' do
  local numbered = ARGV[13] .. ' ' .. number
  if redis.call('SADD', at('names'), numbered) == 1 then name = numbered end
  number = number + 1
end
t = {id = id}
set(t, {
  person = person, pseudonym = name, channel = ARGV[8], language = ARGV[9], country = ARGV[10], risk = ARGV[6],
  reason = ARGV[7], key = ARGV[11], address = ARGV[12], state = 'waiting', created_at = now, waiting_since = now,
  state_at = now, person_at = now, worker = '', offered_to = '', role = '', sees = 'nothing', unread = '0', answered = '0',
})
redis.call('SET', at('person', person), id)
redis.call('ZADD', at('all'), now, id)
enqueue(t)
note(event, id)
count(day, 'opened', t)
tell('queue', id)
return {'ok', id}
