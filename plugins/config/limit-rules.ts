import { strayBrace } from '../collectd/glob.ts';
import { isOwnName } from '../collectd/identifier.ts';
import { IdentifierPattern } from '../collectd/identifier-pattern.ts';
import { unitOf } from '../collectd/types-db.ts';

/** No resource has fewer bytes; such a number is meant as a share, or its unit has been forgotten. */
const maxShare = 100;

/**
 * The reason why a capacity or a limit cannot be meant so, beside the unit of its series; undefined when it can.
 *
 * @param name of the option
 * @param amount as a number, in the unit of the series
 * @param series a glob
 */
export function complaintAboutAmount(name: string, amount: number, series: string): string | undefined {
  const { type } = new IdentifierPattern(series);
  if (type === undefined) return undefined;
  if (/^percent(?:_|$)/.test(type) && amount > maxShare)
    return `${amount} is more than 100, and series like ${series} are in percent; write a number such as 90`;
  if (unitOf({ type }) !== 'bytes' || amount > maxShare) return undefined;
  const bytes = `${amount} is a number of bytes beside series like ${series}`;
  if (name === 'capacity') return `${bytes}; name the series to sum up, or write a unit such as 64GiB`;
  const percent = amount <= 1 ? 100 * amount : amount;
  return `${bytes}; write ${percent}% for a share of the capacity, or a unit such as ${amount}GiB`;
}

const ownRule = 'is a value of dma itself; name series that another plugin of collectd writes';

/** Signs of a regular expression that no name of collectd has. */
const regularExpression = /(?:^|\/)\.\*|\([^()/]*\|[^()/]*\)|\\|^\^|\$$/;

/** The reason why a glob over series cannot be meant so; undefined when it can. */
export function complaintAboutGlob(text: string): string | undefined {
  if (isOwnName(text)) return ownRule;
  if (regularExpression.test(text))
    return `${text} looks like a regular expression; write * for any text, ? for one character, and {a,b} for one of these words`;
  const brace = strayBrace(text);
  if (brace === undefined) return undefined;
  return `${text} has a ${brace} that is no part of a choice such as {a,b}, whose words have no wildcard or slash; write ? for a brace in a name`;
}
