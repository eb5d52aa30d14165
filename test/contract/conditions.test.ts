import { cellsOf, checkAfterwards } from '../integration/matrix/cells.ts';
import { applies, type Condition, type Seen } from '../integration/matrix/condition.ts';
import { silence } from '../integration/matrix/silence.ts';
import { SimulatedStage } from '../integration/matrix/simulated-stage.ts';

const letters: Readonly<Record<string, readonly Condition<SimulatedStage>[]>> = {
  'F: silence': silence,
};

for (const [letter, conditions] of Object.entries(letters))
  describe(letter, () => {
    for (const condition of conditions)
      describe(condition.name, () => {
        let stage: SimulatedStage;
        let end: () => Promise<void>;
        let seen: Seen;

        before(async () => {
          stage = new SimulatedStage(condition.config);
          end = await condition.happen(stage);
          seen = await stage.see();
        });

        after(() => stage.stop());

        for (const { name, check } of cellsOf(condition)) it(name, () => check(seen));

        if (applies(condition.afterwards))
          it(`and when it has ended: ${condition.afterwards}`, async () => {
            await end();
            checkAfterwards(condition, seen, await stage.see());
          });
      });
  });
