"""Optimizers, in the order in which they are taught: a file is a chapter.

Read `base` for what they have in common, then the chapters:

1. `gradient_descent`: the rule from which all others are made.
2. `momentum`: the step remembers the steps before it.
3. `nesterov`: look where the momentum leads before you correct.
4. `adagrad`: a rate for each coordinate, which only falls.
5. `adadelta`: the rule that wanted to do without a rate.
6. `rmsprop`: AdaGrad with a memory that fades.
7. `adam`: momentum above, RMSProp below, both corrected for their start.
8. `amsgrad`: Adam with a rate that cannot rise again.
9. `adamax`: the largest gradient in place of the root of the mean square.
10. `weight_decay`: two ways, and AdamW.
11. `nadam`: Adam with Nesterov's look ahead.
12. `radam`: wait until the average of squares can be trusted.
13. `lion`: only the sign is left.
14. `schedule_free`: average the places in place of lowering the rate.
15. `rprop`: each coordinate finds the length of its own step.
16. `adabelief`: divide by the surprise, not by the size.
17. `line_search`: the Polyak step and Armijo, rates that the loss decides.
18. `dog`: distance over gradients, and no rate to choose.
19. `muon`: a step for matrices.
"""

from lrkit.optimizers.adabelief import AdaBelief
from lrkit.optimizers.adadelta import AdaDelta
from lrkit.optimizers.adagrad import AdaGrad
from lrkit.optimizers.adam import Adam
from lrkit.optimizers.adamax import Adamax
from lrkit.optimizers.amsgrad import AMSGrad
from lrkit.optimizers.base import Optimizer
from lrkit.optimizers.dog import DoG
from lrkit.optimizers.gradient_descent import GradientDescent
from lrkit.optimizers.line_search import Armijo, PolyakStep
from lrkit.optimizers.lion import Lion
from lrkit.optimizers.momentum import Momentum
from lrkit.optimizers.muon import Muon
from lrkit.optimizers.nadam import NAdam
from lrkit.optimizers.nesterov import Nesterov, NesterovLookAhead
from lrkit.optimizers.radam import RAdam
from lrkit.optimizers.rmsprop import RMSProp
from lrkit.optimizers.rprop import Rprop
from lrkit.optimizers.schedule_free import ScheduleFreeAdamW, ScheduleFreeSGD
from lrkit.optimizers.weight_decay import AdamW, DecoupledDecay, L2Penalty

__all__ = [
    "AMSGrad",
    "AdaBelief",
    "AdaDelta",
    "AdaGrad",
    "Adam",
    "AdamW",
    "Adamax",
    "Armijo",
    "DecoupledDecay",
    "DoG",
    "GradientDescent",
    "L2Penalty",
    "Lion",
    "Momentum",
    "Muon",
    "NAdam",
    "Nesterov",
    "NesterovLookAhead",
    "Optimizer",
    "PolyakStep",
    "RAdam",
    "RMSProp",
    "Rprop",
    "ScheduleFreeAdamW",
    "ScheduleFreeSGD",
]
