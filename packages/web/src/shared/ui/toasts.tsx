import { useEffect, useRef, useSyncExternalStore } from 'react'
import { Icon, type IconName } from '../icons/icon.tsx'
import { toastStore, type Toast } from './toast-store.ts'
import styles from './toast.module.css'

const ICONS: Record<Toast['tone'], IconName> = { ok: 'ok-circle', wait: 'clock', info: 'alert', danger: 'alert' }

/** Shows what `showToast` says, above everything, sheets included. Put it once at the root of an app. */
export const Toasts = () => {
  const toast = useSyncExternalStore(toastStore.subscribe, toastStore.get)
  const host = useRef<HTMLOutputElement>(null)
  useEffect(() => {
    const element = host.current
    if (!element) return
    // Shown anew each time: the popover that was opened last lies on top of a sheet that was opened before.
    if (element.matches(':popover-open')) element.hidePopover()
    if (toast) element.showPopover()
  }, [toast])
  return (
    <output ref={host} popover="manual" className={styles['host']}>
      {toast && (
        <div key={toast.id} className={styles['toast']}>
          <span className={`c-${toast.tone}`}>
            <Icon name={ICONS[toast.tone]} size={18} />
          </span>
          {toast.text}
        </div>
      )}
    </output>
  )
}
