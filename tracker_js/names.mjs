// Looks for names of variables that make the built tag smaller once it is compressed: `npm run names` writes what it finds to
// names.json, from which build.mjs takes them. Run it by hand when the source is done; it takes some minutes. build.mjs itself is
// quick, and always builds the same. Each of a hundred names saves a fraction of a byte; together they save 40 B.
import { readFileSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
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

/** The code in pieces: every other one is the number of a variable. And for each variable, those that it must differ from. */
async function take_apart(bundled) {
  let count = 0
  const { code, ast } = await shrink(bundled, { nth_identifier: { get: () => `V${count++}V` } })
  const differ = Array.from({ length: count }, () => new Set())
  const numbers = (variables) => variables.map((one) => Number(/^V(\d+)V$/.exec(one.mangled_name)?.[1])).filter((n) => n >= 0)
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
  return { pieces: code.split(/V(\d+)V/), differ }
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

/** Better and better names, by annealing: at first it takes what is a little worse as well, to get out of dead ends. */
function search(start, differ, size) {
  let names = start
  let bytes = size(start)
  let best = { names, bytes }
  for (let round = 0; round < ROUNDS; round++) {
    const one = random(names.length)
    const name = random(3) ? names[random(names.length)] : LETTERS[random(LETTERS.length)]
    const next = [...names]
    const changed = [one, ...[...differ[one]].filter((other) => names[other] === name)]
    for (const at of changed) next[at] = at === one ? name : names[one]
    if (changed.some((at) => [...differ[at]].some((other) => next[other] === next[at]))) continue
    const found = size(next)
    if (found <= bytes || Math.exp((bytes - found) / (1.2 * (1 - round / ROUNDS))) > random(1e5) / 1e5) {
      names = next
      bytes = found
    }
    if (bytes < best.bytes) best = { names, bytes }
  }
  return best.names
}

const found = JSON.parse(readFileSync(file))
for (const [name, asked] of Object.entries(BUILDS)) {
  const bundled = await bundle(asked)
  const { pieces, differ } = await take_apart(bundled)
  const size = (names) =>
    gzipSync(pieces.map((piece, at) => (at % 2 ? names[piece] : piece)).join('') + '\n', { level: 9 }).length
  const before = await usual(bundled, pieces)
  const after = search(before, differ, size)
  console.log(`${name}: ${size(before)} B, ${size(after)} B`)
  found[name] = after.join(' ')
}
writeFileSync(file, `${JSON.stringify(found, null, 2)}\n`)
