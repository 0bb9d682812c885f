// Looks for names of variables that make the built tag smaller once it is compressed: `npm run names` writes what it finds to
// names.json, from which build.mjs takes them. Run it by hand when the source is done; it takes some minutes. build.mjs itself is
// quick, and always builds the same. Each of a hundred names saves a fraction of a byte; together they save 40 B. It begins with the
// names of before: those of variables that are still there go with them.
import { readFileSync, writeFileSync } from 'node:fs'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { BUILDS, bundle, shrink } from './build.mjs'

const LETTERS = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ$_']
const ROUNDS = Number(process.argv[2] || 1e5)
const file = new URL('names.json', import.meta.url)

// Always the same numbers, so that a search can be repeated.
let seed = 1
const random = (below) => {
  seed = (seed * 1103515245 + 12345) & 0x7fffffff
  return (seed >> 8) % below
}

/**
 * The code in pieces: every other one is the number of a variable. And for each variable, those that it must differ from, and
 * what the source calls it.
 */
async function take_apart(bundled) {
  let count = 0
  const { code, ast } = await shrink(bundled, { nth_identifier: { get: () => `V${count++}V` } })
  const differ = Array.from({ length: count }, () => new Set())
  const called = []
  const number = (variable) => {
    const n = Number(/^V(\d+)V$/.exec(variable.mangled_name)?.[1])
    if (n >= 0) called[n] = variable.name
    return n
  }
  const numbers = (variables) => variables.map(number).filter((n) => n >= 0)
  ast.walk({
    push() {},
    pop() {},
    _visit(node, descend) {
      for (const scope of [node, node.block_scope]) {
        const here = numbers([...(scope?.enclosed || []), ...(scope?.variables?.values?.() || [])])
        for (const a of here) for (const b of here) if (a !== b) differ[a].add(b)
      }
      descend?.call(node)
    }
  })
  return { pieces: code.split(/V(\d+)V/), differ, called }
}

/** The names that the minifier itself would give. */
async function usual(bundled, pieces) {
  const { code } = await shrink(bundled, {})
  const names = []
  let at = 0
  pieces.forEach((piece, index) => {
    if (index % 2 === 0) at += piece.length
    else {
      names[piece] = /^[\w$]+/.exec(code.slice(at))[0]
      at += names[piece].length
    }
  })
  return names
}

/** The names of before, for the variables that are still there; for each other the first that is free. */
function carry_over(before, called, differ) {
  const waiting = new Map()
  before.called.forEach((variable, at) => waiting.set(variable, [...(waiting.get(variable) || []), before.names[at]]))
  const names = called.map((variable) => waiting.get(variable)?.shift())
  names.forEach((name, at) => {
    const taken = new Set([...differ[at]].map((other) => names[other]))
    if (!name || taken.has(name)) names[at] = LETTERS.find((letter) => !taken.has(letter))
  })
  return names
}

/** The names with one of them changed, and exchanged where it was taken; nothing where that cannot be. */
function change(names, differ) {
  const one = random(names.length)
  const name = random(3) ? names[random(names.length)] : LETTERS[random(LETTERS.length)]
  const next = [...names]
  const changed = [one, ...[...differ[one]].filter((other) => names[other] === name)]
  for (const at of changed) next[at] = at === one ? name : names[one]
  return changed.some((at) => [...differ[at]].some((other) => next[other] === next[at])) ? null : next
}

/** Better and better names, by annealing: at first it takes what is a little worse as well, to get out of dead ends. */
function search(start, differ, size, heat) {
  let names = start
  let bytes = size(start)
  let best = { names, bytes }
  for (let round = 0; round < ROUNDS; round++) {
    const next = change(names, differ)
    if (!next) continue
    const found = size(next)
    if (found <= bytes || Math.exp((bytes - found) / (heat * (1 - round / ROUNDS))) > random(1e5) / 1e5) {
      names = next
      bytes = found
    }
    if (bytes < best.bytes) best = { names, bytes }
  }
  return best.names
}

/** The names and what they weigh. */
const weigh = (names, gzip, brotli) => ({ names, gzip: gzip(names), brotli: brotli(names) })

/** From there on by brotli, which takes twenty times as long, with no more bytes by gzip. */
function polish(start, differ, gzip, brotli) {
  let best = weigh(start, gzip, brotli)
  for (let round = 0; round < ROUNDS / 20; round++) {
    const names = change(best.names, differ)
    const found = names && { names, gzip: gzip(names) }
    if (found?.gzip <= best.gzip && (found.brotli = brotli(names)) <= best.brotli) best = found
  }
  return best
}

const found = JSON.parse(readFileSync(file))
const known = found.variables || {}
found.variables = {}
for (const [name, asked] of Object.entries(BUILDS)) {
  const bundled = await bundle(asked)
  const { pieces, differ, called } = await take_apart(bundled)
  const written = (names) => pieces.map((piece, at) => (at % 2 ? names[piece] : piece)).join('') + '\n'
  const gzip = (names) => gzipSync(written(names), { level: 9 }).length
  const brotli = (names) =>
    brotliCompressSync(written(names), { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length
  const before = { names: found[name].split(' '), called: known[name]?.split(' ') }
  const start = before.called ? carry_over(before, called, differ) : await usual(bundled, pieces)
  const first = weigh(start, gzip, brotli)
  const last = polish(search(start, differ, gzip, before.called ? 0.5 : 1.2), differ, gzip, brotli)
  const after = last.gzip + last.brotli < first.gzip + first.brotli ? last : first
  for (const one of [first, after]) console.log(`${name}: ${one.gzip} B by gzip, ${one.brotli} B by brotli`)
  found[name] = after.names.join(' ')
  found.variables[name] = called.join(' ')
}
writeFileSync(file, `${JSON.stringify(found, null, 2)}\n`)
