import { useQueryClient } from '@tanstack/react-query'
import { Outlet, useNavigate, useRouteContext } from '@tanstack/react-router'
import { useCallback, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { HelpSheet } from '../keys/help-sheet.tsx'
import { useShortcuts } from '../keys/use-shortcuts.ts'
import { views } from '../inbox/views.ts'
import { createDesk } from '../live/create-desk.ts'
import type { Desk } from '../live/create-desk.ts'
import { DeskContext, useMay } from '../live/desk-context.ts'
import { CommandPalette } from '../palette/command-palette.tsx'
import { PaletteContext } from '../palette/palette-context.ts'
import { usePaletteHost } from '../palette/use-palette-host.ts'
import { ConnectionStrip } from './connection-strip.tsx'
import { Rail } from './rail.tsx'
import styles from './shell.module.css'

/** The frame around every page of the desk: rail, connection, palette, help. */
export const DeskShell = () => {
  const { staff } = useRouteContext({ from: '/staff' })
  const queryClient = useQueryClient()
  const [desk, setDesk] = useState<Desk | null>(null)
  useEffect(() => {
    const started = createDesk(staff, queryClient)
    setDesk(started)
    return () => {
      started.end()
      setDesk(null)
    }
    // A new person is a new desk; a changed name of the same person is not.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [staff.id, queryClient])
  if (desk === null) return null
  return (
    <DeskContext value={desk}>
      <Frame />
    </DeskContext>
  )
}

const Frame = () => {
  const { t } = useTranslation('desk')
  const navigate = useNavigate()
  const reads = useMay('cases.read')
  const palette = usePaletteHost()
  const [helpOpen, setHelpOpen] = useState(false)
  const openHelp = useCallback(() => setHelpOpen(true), [])
  const toView = (index: number) => {
    const view = views[index]
    return reads && view !== undefined ? () => void navigate({ to: '/inbox/$view', params: { view } }) : undefined
  }
  useShortcuts({
    'mod+k': palette.toggle,
    '?': openHelp,
    '1': toView(0),
    '2': toView(1),
    '3': toView(2),
    '4': toView(3),
  })
  return (
    <PaletteContext value={palette.context}>
      <div className={styles['shell']}>
        <a href="#main" className={styles['skip']}>
          {t('skip')}
        </a>
        <ConnectionStrip />
        <Rail onHelp={openHelp} onPalette={palette.toggle} />
        <div className={styles['page']} id="main" tabIndex={-1}>
          <Outlet />
        </div>
      </div>
      <CommandPalette host={palette} onHelp={openHelp} />
      <HelpSheet open={helpOpen} onClose={() => setHelpOpen(false)} />
    </PaletteContext>
  )
}
