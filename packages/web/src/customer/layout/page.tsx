import { useEffect, useRef, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useOnline } from '#shared/realtime/use-online.ts'
import { IconButton } from '#shared/ui/icon-button.tsx'
import { OfflineStrip } from '#shared/ui/states.tsx'
import { classes } from '#shared/ui/tone.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { useLeave, type Target } from '../navigation.tsx'
import { paths } from '../paths.ts'
import { AccountNotice } from './account-notice.tsx'
import styles from './page.module.css'

type Props = {
  /** Names the page in the bar and in the browser. */
  title: string
  /** False where the first heading of the page is something more important than its name, such as a verdict. */
  heading?: boolean
  /** Takes the place of the bar with the title; null for none. */
  head?: ReactNode
  /** At the end of the bar. */
  end?: ReactNode
  /** Where the back button leads when this was the first page that was opened. */
  back?: Target
  /** Sticks to the lower edge: the actions of the page. */
  foot?: ReactNode
  /** The tab bar, on the four main pages. */
  tabs?: ReactNode
  /** When what is shown was read, in ms: said while there is no network. */
  readAt?: number
  /** What the offline line says instead of the age of the content. */
  offline?: string
  /** The page is as high as the screen and its content scrolls inside: a conversation. */
  fill?: boolean
  className?: string
  children: ReactNode
}

/**
 * One page of the app: bar, offline line, content, foot. Sets the title of the browser and takes the focus when it
 * appears, so that a screen reader starts reading the new page.
 */
export const Page = (props: Props) => {
  const {
    title,
    heading = true,
    head,
    end,
    back = paths.home(),
    foot,
    tabs,
    readAt,
    offline,
    fill,
    className,
    children,
  } = props
  const { t } = useTranslation()
  const { clock } = useFormat()
  const leave = useLeave()
  const online = useOnline()
  const main = useRef<HTMLElement>(null)

  useEffect(() => {
    document.title = title === 'Topay' ? title : `${title} · Topay`
  }, [title])
  useEffect(() => {
    // Not when something on the page has taken the focus already, such as the first field of a form.
    if (!document.activeElement || document.activeElement === document.body)
      main.current?.focus({ preventScroll: true })
  }, [])

  const Title = heading ? 'h1' : 'div'
  return (
    <div className={classes(styles['page'], fill && styles['fill'])}>
      <header className={styles['head']}>
        {head === undefined ? (
          <div className={styles['nav']}>
            <IconButton icon="left" label={t('back')} onClick={() => leave(back)} />
            <Title className={styles['title']}>{title}</Title>
            <div className={styles['end']}>{end}</div>
          </div>
        ) : (
          head
        )}
        <AccountNotice />
        {!online && <OfflineStrip time={readAt ? clock(readAt) : undefined} text={offline} />}
      </header>
      <main ref={main} id="main" tabIndex={-1} className={styles['main']}>
        <div className={classes(styles['content'], className)}>{children}</div>
        {foot && <div className={styles['foot']}>{foot}</div>}
      </main>
      {tabs}
    </div>
  )
}

/** The head of the four main pages: a name or mark at the left, icons at the right. */
export const TopBar = ({ children, end }: { children: ReactNode; end?: ReactNode }) => (
  <div className={styles['top']}>
    {children}
    <div className="row-x">{end}</div>
  </div>
)
