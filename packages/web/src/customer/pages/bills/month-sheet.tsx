import { useTranslation } from 'react-i18next'
import { monthBefore, monthDate } from '#shared/format/format-time.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { Button } from '#shared/ui/button.tsx'
import { Sheet } from '#shared/ui/sheet.tsx'
import { useNow } from '#shared/ui/use-now.ts'
import styles from './bills.module.css'

/** How many months back can be picked. */
const MONTHS = 12

/** Picks one of the last twelve months, or all of them. */
export const MonthSheet = ({
  open,
  month,
  onPick,
  onClose,
}: {
  open: boolean
  month: string | undefined
  onPick: (month: string | undefined) => void
  onClose: () => void
}) => {
  const { t } = useTranslation('customer')
  const { month: monthName } = useFormat()
  const now = useNow(60_000)
  return (
    <Sheet open={open} onClose={onClose} title={t('bills.pickMonth')}>
      <div className={styles['months']} style={{ marginTop: 4 }}>
        {Array.from({ length: MONTHS }, (_, index) => monthBefore(now, index)).map((key) => (
          <button key={key} type="button" aria-pressed={key === month} onClick={() => onPick(key)}>
            {monthName(monthDate(key))}
          </button>
        ))}
      </div>
      <Button wide kind={month ? 'accent' : 'default'} onClick={() => onPick(undefined)}>
        {t('bills.anyMonth')}
      </Button>
    </Sheet>
  )
}
