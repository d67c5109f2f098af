import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
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

export default defineConfig({
  root: here('.'),
  plugins: [react(), deskFallback(), serviceWorker()],
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
