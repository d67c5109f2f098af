import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { AppError } from '../app-error.ts'

const dist = fileURLToPath(new URL('../../../../web/dist/', import.meta.url))

/** Serves the built web apps: hashed assets for a year, pages fresh, every unknown path under / or /desk/ to the app that owns it. */
export const registerWebApps = async (app: FastifyInstance): Promise<void> => {
  const built = existsSync(join(dist, 'index.html'))
  if (built) {
    await app.register(fastifyStatic, {
      root: dist,
      preCompressed: true,
      index: ['index.html'],
      cacheControl: false,
      setHeaders: (reply, path) => {
        void reply.header(
          'cache-control',
          path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
        )
      },
    })
  }
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? '/'
    const isPage =
      ['GET', 'HEAD'].includes(request.method) &&
      !path.startsWith('/api/') &&
      !path.startsWith('/assets/') &&
      !/\.\w+$/.test(path)
    if (!isPage || !built) throw new AppError('NOT_FOUND')
    return reply
      .header('cache-control', 'no-cache')
      .sendFile(path === '/desk' || path.startsWith('/desk/') ? 'desk/index.html' : 'index.html')
  })
}
