/** `--config`, wherever dma.yaml is read. */
export const configOption = {
  type: 'string',
  requiresArg: true,
  default: process.env['DMA_CONFIG'],
  defaultDescription: '$DMA_CONFIG or /etc/collectd-dma/dma.yaml',
  describe: 'The configuration file',
} as const;
