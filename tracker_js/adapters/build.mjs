// Builds the consent adapters: `node adapters/build.mjs` writes dist/leadpump-consent-*.js; `--check` compares instead.
import { createHash } from 'node:crypto'
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { build } from 'esbuild'

const here = new URL('./', import.meta.url)
const dist = new URL('../dist/', import.meta.url)
const SHARED = 'choice.js'
const MANIFEST = 'leadpump-consent.sha256'

const sources = readdirSync(here).filter((name) => name.endsWith('.js')).sort()
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex')

/** One small file out of an adapter and what all of them share. */
async function bundle(name) {
  const result = await build({
    absWorkingDir: here.pathname,
    entryPoints: [name],
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2020',
    legalComments: 'none',
    banner: { js: '/*! Leadpump, MIT */' },
    write: false
  })
  return Buffer.from(result.outputFiles[0].contents)
}

/** Hashes of the sources and of what they build: what a check without Node can compare. */
function manifest(files) {
  const inputs = [...sources, 'build.mjs'].map((name) => [name, readFileSync(new URL(name, here))])
  const lines = inputs.map(([name, bytes]) => `${sha256(bytes)}  adapters/${name}`)
  return Buffer.from([...lines, ...Object.entries(files).map(([name, bytes]) => `${sha256(bytes)}  dist/${name}`), ''].join('\n'))
}

const files = {}
for (const name of sources.filter((name) => name !== SHARED)) {
  files[`leadpump-consent-${basename(name)}`] = await bundle(name)
}
const written = { ...files, [MANIFEST]: manifest(files) }
if (process.argv.includes('--check')) {
  const stale = Object.keys(written).filter((name) => !readFileSync(new URL(name, dist)).equals(written[name]))
  for (const name of stale) console.error(`dist/${name} is not what the source builds: run npm run build`)
  if (stale.length) process.exit(1)
} else {
  for (const [name, bytes] of Object.entries(written)) writeFileSync(new URL(name, dist), bytes)
}
