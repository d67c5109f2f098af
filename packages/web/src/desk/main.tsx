import '#shared/look/tokens.css'
import '#shared/look/base.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { startI18n } from '#shared/i18n/start-i18n.ts'
import { startTheme } from '#shared/look/theme.ts'
import { App } from './app/app.tsx'
import { textLoaders } from './texts/load.ts'

startTheme()
await startI18n(textLoaders)
const root = document.getElementById('app')
if (root === null) throw new Error('the page has no #app')
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
