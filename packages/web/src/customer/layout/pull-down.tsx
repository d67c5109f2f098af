import type PullToRefresh from 'antd-mobile/es/components/pull-to-refresh'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

let Pull: typeof PullToRefresh | undefined

// The gesture brings an animation library with it. It is fetched when the first screen stands and the phone is idle:
// what that screen shows is fresh anyway, and the pages after it have the gesture.
const idle = globalThis.requestIdleCallback ?? ((run: () => void) => setTimeout(run, 1500))
const fetchGesture = () =>
  idle(() => {
    void import('antd-mobile/es/components/pull-to-refresh').then((loaded) => {
      Pull = loaded.default
    })
  })
if (matchMedia('(pointer: coarse)').matches) {
  if (document.readyState === 'complete') fetchGesture()
  else addEventListener('load', fetchGesture, { once: true })
}

/** Pull the page down with a finger to read it afresh. Everything is read by itself too; this is for the doubting. */
export const PullDown = ({ onRefresh, children }: { onRefresh: () => Promise<unknown>; children: ReactNode }) => {
  const { t } = useTranslation('customer')
  // Decided once: a wrapper that came in between would make everything inside start anew.
  const [Wrapper] = useState(() => Pull)
  if (!Wrapper) return children
  return (
    <Wrapper
      onRefresh={async () => {
        await onRefresh()
      }}
      pullingText={t('pull.pull')}
      canReleaseText={t('pull.release')}
      refreshingText={t('pull.working')}
      completeText={t('pull.done')}
      completeDelay={300}
    >
      {children}
    </Wrapper>
  )
}
