-- What the scripts of tickets share. Beside {'ok', ...} they answer {'gone'}, {'taken', by}, {'moved', state}, {'many'}.
local function ticket(id) return record('t', id) end

local function set(t, fields) write('t', t, fields) end

local function tell(kind, id, worker)
  redis.call('XADD', at('changes'), 'MAXLEN', '~', '10000', '*', 'k', kind, 't', id or '', 'w', worker or '')
end

local function count(day, event, t)
  redis.call('HINCRBY', at('counts', day), event .. '|' .. t.language, 1)
end

-- A waiting ticket stands in the queue of its risk, and in that of its risk and language.
local function queues(t)
  local role = t.role == '' and '-' or t.role
  return at('w', role, t.risk), at('w', role, t.risk, t.language)
end

local function enqueue(t)
  for _, queue in ipairs({queues(t)}) do redis.call('ZADD', queue, t.waiting_since, t.id) end
end

local function dequeue(t)
  for _, queue in ipairs({queues(t)}) do redis.call('ZREM', queue, t.id) end
end

-- Changes what decides the place in the queue, wherever the ticket stands.
local function replaced(t, fields)
  local waits = t.state == 'waiting'
  if waits then dequeue(t) end
  set(t, fields)
  if waits then enqueue(t) end
end

-- What a worker gave for the risk before says nothing of the danger that was heard since.
local function raised(t, risk, reason) replaced(t, {risk = risk, reason = reason, risk_reason = ''}) end

local function held(t, worker, supervises)
  if not t then return {'gone'} end
  if t.state == 'waiting' or t.state == 'closed' then return {'moved', t.state} end
  if t.worker ~= worker and supervises ~= '1' then return {'taken', t.worker} end
  return nil
end

-- What the person is to be told of a deed is owed until it is told, whoever dies before, and so told once for each deed.
local function owe(t, key, now)
  set(t, {owed = key})
  redis.call('ZADD', at('owed'), now, t.id)
end

local function owe_nothing(t)
  set(t, {owed = ''})
  redis.call('ZREM', at('owed'), t.id)
end

local function unlink(t)
  local place = at('person', t.person)
  if redis.call('GET', place) == t.id then redis.call('DEL', place) end
end

local function taken(t, worker, now, day)
  local waited = tonumber(now) - tonumber(t.waiting_since)
  dequeue(t)
  set(t, {state = 'claimed', state_at = now, worker = worker, offered_to = '', role = ''})
  redis.call('SADD', at('load', worker), t.id)
  redis.call('LPUSH', at('waits'), tostring(math.floor(waited)))
  redis.call('LTRIM', at('waits'), 0, 49)
  local minutes = 'more'
  for _, most in ipairs({1, 3, 10, 30, 60}) do
    if waited <= most * 60 then minutes = tostring(most) break end
  end
  owe(t, 'joined', now)
  count(day, 'claimed', t)
  count(day, 'waited.' .. minutes, t)
  tell('queue', t.id, worker)
end

local function closed(t, outcome, now, day, erase_at)
  if t.state == 'waiting' then dequeue(t) end
  redis.call('SREM', at('load', t.worker), t.id)
  unlink(t)
  owe_nothing(t)
  redis.call('SADD', at('past', t.person), t.id)
  set(t, {state = 'closed', state_at = now, closed_at = now, erase_at = erase_at, outcome = outcome, offered_to = ''})
  redis.call('ZADD', at('erase'), erase_at, t.id)
  count(day, 'closed.' .. outcome, t)
  if t.answered ~= '1' then count(day, 'unanswered', t) end
  tell('queue', t.id, t.worker)
end

local function purge(t)
  if t.state == 'waiting' then dequeue(t) end
  unlink(t)
  redis.call('SREM', at('load', t.worker), t.id)
  redis.call('SREM', at('names'), t.pseudonym)
  redis.call('SREM', at('past', t.person), t.id)
  for _, index in ipairs({'all', 'erase', 'ready', 'reveals', 'doomed', 'owed'}) do redis.call('ZREM', at(index), t.id) end
  for _, part in ipairs({'t', 'm', 's', 'd', 'o'}) do redis.call('DEL', at(part, t.id)) end
  tell('erased', t.id)
end

-- What became of a message goes on in this order, and never back.
local stages = {waiting = 1, sending = 2, unknown = 3, sent = 4, delivered = 5, read = 6, failed = 7, refused = 7}

local function further(now, delivery) return not now or (stages[delivery] or 0) > (stages[now] or 0) end

local function arrived(id, message, delivery)
  local now = redis.call('HGET', at('d', id), message)
  if not now then return {'gone'} end
  if not further(now, delivery) then return {'ok', message} end
  redis.call('HSET', at('d', id), message, delivery)
  tell('delivery', id)
  return {'ok', message}
end
