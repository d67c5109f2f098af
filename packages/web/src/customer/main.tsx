import '#shared/look/tokens.css'
import '#shared/look/base.css'
import './layout/app.css'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { startI18n } from '#shared/i18n/start-i18n.ts'
import { startTheme } from '#shared/look/theme.ts'
import { Toasts } from '#shared/ui/toasts.tsx'
import { createApp } from './router.tsx'
import { startServiceWorker } from './start-service-worker.ts'
import { textLoaders } from './texts/load.ts'

startTheme()

// A tab that was open over an update asks for files that are gone: the page itself knows the new ones.
addEventListener('vite:preloadError', (event) => {
  if (!navigator.onLine) return
  const last = Number(sessionStorage.getItem('topay.reloaded') ?? 0)
  if (Date.now() - last < 10_000) return
  event.preventDefault()
  sessionStorage.setItem('topay.reloaded', String(Date.now()))
  location.reload()
})

await startI18n(textLoaders)
startServiceWorker()

const { router, queryClient } = createApp()
const host = document.getElementById('app')
if (host) {
  createRoot(host).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
        <Toasts />
      </QueryClientProvider>
    </StrictMode>,
  )
}
