-- What staff do. ARGV: id, worker, supervises, now, event, deed, value, most (of what is added)
local id, worker, supervises, now, event, deed = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local r = report(id, now)
if not r or r.state == 'draft' then return {'gone'} end
if known(event) then return {'ok', id} end
if r.state == 'closed' then return {'moved', r.state} end
if r.worker ~= '' and r.worker ~= worker and supervises ~= '1' then return {'taken', r.worker} end
if deed == 'assign' then
  set(r, {worker = ARGV[7]})
  -- That it was passed on stays true whoever has it.
  if r.state ~= 'referred' then set(r, {state = ARGV[7] == '' and 'received' or 'assigned'}) end
elseif r.worker == '' then
  return {'moved', r.state}
elseif deed == 'refer' then
  if redis.call('LLEN', at('p', id)) >= tonumber(ARGV[8]) then return {'full'} end
  redis.call('RPUSH', at('p', id), ARGV[7])
  grown(r, #ARGV[7])
  set(r, {state = 'referred'})
elseif deed == 'answer' then
  if redis.call('LLEN', at('f', id)) >= tonumber(ARGV[8]) then return {'full'} end
  redis.call('RPUSH', at('f', id), ARGV[7])
  grown(r, #ARGV[7])
  news(r, now)
elseif deed == 'close' then
  set(r, {state = 'closed', status = ARGV[7]})
  grown(r, #ARGV[7])
  news(r, now)
end
set(r, {changed_at = now})
note(event, '1')
return {'ok', id}
