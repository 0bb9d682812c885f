-- Varied, realistic page views for wrk: each with an id of its own, several browsers, pages and campaigns.
local agents = {
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
  "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0",
}
local campaigns = { "", "?utm_source=google&utm_medium=cpc&utm_campaign=hiver", "?utm_source=brevo&utm_medium=email" }
local random = math.random
local count = 0
local thread_seed = 0

function setup(thread)
  thread_seed = thread_seed + 1
  thread:set("seed", thread_seed)
end

function init()
  math.randomseed(os.time() * 100 + seed)
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "text/plain;charset=UTF-8"
end

function request()
  count = count + 1
  local id = string.format("%08x-%04x-4%03x-a%03x-%06x%06x", random(0, 2 ^ 31 - 1), random(0, 65535), random(0, 4095),
    random(0, 4095), random(0, 2 ^ 24 - 1), random(0, 2 ^ 24 - 1))
  wrk.headers["User-Agent"] = agents[1 + count % 3]
  local body = '[{"site":"toits-de-loire.example","name":"pageview","id":"' .. id .. '","page":"' .. id
    .. '","url":"https://toits-de-loire.example/page-' .. count % 200 .. campaigns[1 + count % 3]
    .. '","referrer":"https://www.google.fr/","title":"Page ' .. count % 200 .. '","timezone":"Europe/Paris","age":3}]'
  return wrk.format(nil, nil, nil, body)
end
