-- Varied, realistic page views for wrk: each with an id of its own, from 60,000 visitors with several browsers, on 200
-- pages, by several campaigns. The one argument is how many events a request carries.
local agents = {
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
  "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0",
}
local campaigns = { "", "?utm_source=google&utm_medium=cpc&utm_campaign=hiver", "?utm_source=brevo&utm_medium=email" }
local random = math.random
local count = 0
local thread_seed = 0
local size = 1

function setup(thread)
  thread_seed = thread_seed + 1
  thread:set("seed", thread_seed)
end

function init(args)
  math.randomseed(os.time() * 100 + seed)
  size = tonumber(args[1]) or 1
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "text/plain;charset=UTF-8"
end

local function event()
  count = count + 1
  local id = string.format("%08x-%04x-4%03x-a%03x-%06x%06x", random(0, 2 ^ 31 - 1), random(0, 65535), random(0, 4095),
    random(0, 4095), random(0, 2 ^ 24 - 1), random(0, 2 ^ 24 - 1))
  return '{"site":"toits-de-loire.example","name":"pageview","id":"' .. id .. '","page":"' .. id
    .. '","url":"https://toits-de-loire.example/page-' .. count % 200 .. campaigns[1 + count % 3]
    .. '","referrer":"https://www.google.fr/","title":"Page ' .. count % 200 .. '","timezone":"Europe/Paris","age":3}'
end

function request()
  local events = {}
  for number = 1, size do
    events[number] = event()
  end
  wrk.headers["User-Agent"] = agents[random(1, 3)]
  -- The product under test trusts one proxy in front: this is it.
  wrk.headers["X-Forwarded-For"] = "198." .. random(18, 19) .. "." .. random(0, 99) .. "." .. random(0, 99)
  return wrk.format(nil, nil, nil, "[" .. table.concat(events, ",") .. "]")
end
