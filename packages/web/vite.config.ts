import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const CUSTOMER_ENTRY = 'index.html'
const API = process.env['TOPAY_API'] ?? 'http://127.0.0.1:3000'

/** In development every address under /desk/ is the desk's page, as the server does it in production. */
const deskFallback = (): Plugin => ({
  name: 'topay:desk-fallback',
  configureServer(server) {
    server.middlewares.use((request, _response, next) => {
      if (/^\/desk(\/[^.]*)?(\?.*)?$/.test(request.url ?? '')) request.url = '/desk/index.html'
      next()
    })
  },
})

/**
 * Writes `sw.js` with the list of what the customer app needs to open without a network: its page and every chunk that
 * can be reached from it. The desk is never cached: staff work online.
 */
const serviceWorker = (): Plugin => ({
  name: 'topay:service-worker',
  apply: 'build',
  enforce: 'post',
  generateBundle: {
    order: 'post',
    handler(_options, bundle) {
      const wanted = new Set<string>()
      const visit = (fileName: string) => {
        const chunk = bundle[fileName]
        if (!chunk || wanted.has(fileName)) return
        wanted.add(fileName)
        if (chunk.type !== 'chunk') return
        for (const css of chunk.viteMetadata?.importedCss ?? []) wanted.add(css)
        for (const next of [...chunk.imports, ...chunk.dynamicImports]) visit(next)
      }
      for (const chunk of Object.values(bundle)) {
        if (chunk.type === 'chunk' && chunk.isEntry && chunk.facadeModuleId === here(CUSTOMER_ENTRY))
          visit(chunk.fileName)
      }
      if (wanted.size === 0) this.error('the customer entry was not found in the bundle')
      const files = [...wanted].toSorted().map((name) => `/${name}`)
      const source = readFileSync(here('src/customer/service-worker.js'), 'utf8')
      const page = bundle[CUSTOMER_ENTRY]
      const version = createHash('sha256')
        .update(JSON.stringify(files) + source + (page?.type === 'asset' ? String(page.source) : ''))
        .digest('hex')
        .slice(0, 12)
      this.emitFile({
        type: 'asset',
        fileName: 'sw.js',
        source: source
          .replace("'__VERSION__'", JSON.stringify(version))
          .replace('[/* __FILES__ */]', JSON.stringify(files)),
      })
    },
  },
})

/** Smaller than this, in bytes, and packing is not worth a file of its own. */
const WORTH_PACKING = 1024

/** Puts a Brotli and a gzip copy beside every text file once, so that the server packs nothing while it serves. */
const packedCopies = (): Plugin => ({
  name: 'topay:packed-copies',
  apply: 'build',
  async writeBundle({ dir = here('dist') }, bundle) {
    const pack = async (fileName: string, content: Buffer) => {
      const options = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }
      await writeFile(join(dir, `${fileName}.br`), await promisify(brotliCompress)(content, options))
      await writeFile(join(dir, `${fileName}.gz`), await promisify(gzip)(content))
    }
    await Promise.all(
      Object.values(bundle).map((file) => {
        const content = Buffer.from(file.type === 'chunk' ? file.code : file.source)
        const isText = /\.(js|css|html|svg)$/.test(file.fileName)
        return isText && content.length >= WORTH_PACKING ? pack(file.fileName, content) : undefined
      }),
    )
  },
})

export default defineConfig({
  root: here('.'),
  plugins: [react(), deskFallback(), serviceWorker(), packedCopies()],
  // The repository's root may hold another React for other tools; both apps must share the one they declare.
  resolve: { dedupe: ['react', 'react-dom'] },
  server: { host: '127.0.0.1', proxy: { '/api': { target: API, ws: true } } },
  preview: { host: '127.0.0.1', proxy: { '/api': { target: API, ws: true } } },
  build: {
    target: 'es2023',
    // Icons and pictures are files of their own, not data: a page stays small and they are cached.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      input: { customer: here(CUSTOMER_ENTRY), desk: here('desk/index.html') },
    },
  },
})
