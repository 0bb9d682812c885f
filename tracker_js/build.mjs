// Builds the tag: `node build.mjs` writes dist/ and prints the sizes; `--check` compares dist/ with the source instead.
import { createHash } from 'node:crypto'
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { minify } from 'terser'

const here = new URL('./', import.meta.url)
const BANNER = '/*! Leadpump, MIT */'
const TARGET = 'es2020'

const read = (name) => readFileSync(new URL(name, here))
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex')

/** One file out of the modules of src/. */
async function bundle() {
  const result = await build({
    absWorkingDir: new URL('.', here).pathname,
    entryPoints: ['src/main.js'],
    bundle: true,
    format: 'iife',
    target: TARGET,
    legalComments: 'none',
    write: false
  })
  return result.outputFiles[0].text
}

/** The bundle, made small. Deterministic: no dates, no paths, no source map. */
async function tag() {
  const { code } = await minify(await bundle(), {
    ecma: 2020,
    compress: { passes: 3, unsafe_arrows: true, pure_getters: true, keep_fargs: false },
    mangle: true,
    format: { comments: false, preamble: BANNER }
  })
  return Buffer.from(`${code}\n`)
}

/** Hashes of all that decides the built file, and of the file: what a check without Node can compare. */
function manifest(built) {
  const sources = readdirSync(new URL('src/', here)).filter((name) => name.endsWith('.js')).sort()
  const inputs = [...sources.map((name) => `src/${name}`), 'build.mjs', 'package.json', 'package-lock.json']
  const lines = inputs.map((name) => `${sha256(read(name))}  ${name}`)
  return Buffer.from([...lines, `${sha256(built)}  dist/leadpump.js`, ''].join('\n'))
}

function printSizes(built) {
  const brotli = brotliCompressSync(built, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } })
  const row = (...cells) => console.log(cells[0].padEnd(18) + cells.slice(1).map((c) => String(c).padStart(9)).join(''))
  row('file', 'raw', 'gzip -9', 'brotli 11')
  row('dist/leadpump.js', built.length, gzipSync(built, { level: 9 }).length, brotli.length)
}

const built = await tag()
const files = { 'dist/leadpump.js': built, 'dist/leadpump.sha256': manifest(built) }
if (process.argv.includes('--check')) {
  const stale = Object.keys(files).filter((name) => !read(name).equals(files[name]))
  for (const name of stale) console.error(`${name} is not what the source builds: run npm run build`)
  if (stale.length) process.exit(1)
} else {
  for (const [name, bytes] of Object.entries(files)) writeFileSync(new URL(name, here), bytes)
}
printSizes(built)
