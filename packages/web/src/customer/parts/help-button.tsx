import type { Input } from '@topay/contract/web'
import { useTranslation } from 'react-i18next'
import { Button } from '#shared/ui/button.tsx'
import { useHelp } from './use-help.ts'

/** One tap to official support about what is on the page; `about` is the case as it will be opened, its first words included. */
export const HelpButton = ({ about, wide = false }: { about: Input<'openCase'>['body']; wide?: boolean }) => {
  const { t } = useTranslation('customer')
  const help = useHelp()
  return (
    <Button wide={wide} kind="accent" icon="headset" busy={help.busy} onClick={() => help.open(about)}>
      {t('payment.help')}
    </Button>
  )
}
