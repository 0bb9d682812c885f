// Builds the tag: `node build.mjs` writes dist/ and prints the sizes; `--check` compares dist/ with the source instead.
import { createHash } from 'node:crypto'
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { minify } from 'terser'

const here = new URL('./', import.meta.url)
const TARGET = 'es2021'

/** Where each build begins, and what it holds: see src/flags.d.ts. */
export const BUILDS = {
  'leadpump.js': { entry: 'main.js', FULL: true },
  'leadpump-reading.js': { entry: 'main.js', FULL: false },
  'leadpump-pageviews.js': { entry: 'pageviews.js', FULL: false }
}

const read = (name) => readFileSync(new URL(name, here))
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex')

/** One file out of the modules of src/, without what the flag leaves out. */
export async function bundle({ entry, FULL }) {
  const result = await build({
    absWorkingDir: new URL('.', here).pathname,
    entryPoints: [`src/${entry}`],
    bundle: true,
    format: 'iife',
    target: TARGET,
    define: { FULL: String(FULL) },
    minifySyntax: true,
    legalComments: 'none',
    write: false
  })
  return result.outputFiles[0].text
}

/** The bundle, made small. Deterministic: no dates, no paths, no source map. */
export function shrink(bundled, mangle) {
  return minify(bundled, {
    ecma: 2020,
    compress: {
      passes: 5,
      unsafe: true,
      unsafe_arrows: true,
      pure_getters: true,
      keep_fargs: false,
      booleans_as_integers: true
    },
    mangle,
    format: { comments: false, ast: true, code: true }
  })
}

/**
 * The names that names.mjs found for the build's variables, in the order in which the minifier asks for them. It refuses one
 * that is taken. Once the source has other variables they are no use; it then names them itself, and names.mjs is to be run
 * again.
 */
async function tag(name) {
  const bundled = await bundle(BUILDS[name])
  const usual = await shrink(bundled, {})
  const names = (JSON.parse(read('names.json'))[name] || '').split(' ')
  let asked = 0
  const named = await shrink(bundled, { nth_identifier: { get: (n) => names[asked++] || `spare${n}` } })
  const fits = asked === names.length
  if (!fits) console.error(`${name}: its variables have changed: run npm run names`)
  return Buffer.from(`${(fits ? named : usual).code}\n`)
}

/** Hashes of all that decides the built files, and of the files: what a check without Node can compare. */
function manifest(builds) {
  const sources = readdirSync(new URL('src/', here)).filter((name) => name.endsWith('.js')).sort()
  const inputs = [...sources.map((name) => `src/${name}`), 'build.mjs', 'names.json', 'package.json', 'package-lock.json']
  const lines = inputs.map((name) => `${sha256(read(name))}  ${name}`)
  const built = Object.entries(builds).map(([name, bytes]) => `${sha256(bytes)}  ${name}`)
  return Buffer.from([...lines, ...built, ''].join('\n'))
}

function printSizes(builds) {
  const row = (...cells) => console.log(cells[0].padEnd(28) + cells.slice(1).map((c) => String(c).padStart(10)).join(''))
  row('file', 'raw', 'gzip -9', 'brotli 11')
  for (const [name, built] of Object.entries(builds)) {
    const brotli = brotliCompressSync(built, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } })
    row(name, built.length, gzipSync(built, { level: 9 }).length, brotli.length)
  }
}

async function main() {
  const builds = {}
  for (const name of Object.keys(BUILDS)) builds[`dist/${name}`] = await tag(name)
  const files = { ...builds, 'dist/leadpump.sha256': manifest(builds) }
  if (process.argv.includes('--check')) {
    const stale = Object.keys(files).filter((name) => !read(name).equals(files[name]))
    for (const name of stale) console.error(`${name} is not what the source builds: run npm run build`)
    if (stale.length) process.exit(1)
  } else {
    for (const [name, bytes] of Object.entries(files)) writeFileSync(new URL(name, here), bytes)
  }
  printSizes(builds)
}

// names.mjs uses the functions alone.
if (process.argv[1] === fileURLToPath(import.meta.url)) await main()
