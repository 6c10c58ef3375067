"""Optimizers, in the order in which they are taught: a file is a chapter.

Read `base` for what they have in common, then the chapters:

1. `gradient_descent`: the rule from which all others are derived.
2. `momentum`: each step keeps a share of the step before it.
3. `nesterov`: the gradient at the point to which the momentum leads.
4. `adagrad`: a rate for each coordinate, which only falls.
5. `adadelta`: a rule designed to need no rate.
6. `rmsprop`: AdaGrad with a fading memory.
7. `adam`: momentum and RMSProp together, both corrected for their start at zero.
8. `amsgrad`: Adam with the largest average square so far below the fraction.
9. `adamax`: Adam with a fading maximum instead of the root mean square.
10. `weight_decay`: weight decay in two forms, and AdamW.
11. `nadam`: Adam with Nesterov's momentum, and NAdamW.
12. `radam`: Adam with a warm-up until its average of squares can be trusted.
13. `lion`: steps that use only the sign of the average gradient.
14. `schedule_free`: averaging of the iterates instead of a falling rate.
15. `rprop`: a step size for each coordinate, adapted by the signs of its gradients.
16. `adabelief`: Adam with the deviation of the gradient below the fraction.
17. `line_search`: the Polyak step and Armijo's line search, rates computed from the loss.
18. `dog`: distance over gradients, a rate that need not be chosen.
19. `muon`: an orthogonalised momentum step for matrices.
20. `groups`: groups of parameters, each with a rate or a rule of its own.
21. `signum`: steps that use only the sign of the gradient, with or without memory.
22. `trust_ratio`: LARS and LAMB, a rate for each layer from the size of its weights.
23. `adafactor`: two vectors instead of a matrix of squares, and a relative step.
24. `cautious`: any rule without its steps uphill.
25. `madgrad`: the weighted sum of all gradients over a cube root.
26. `adan`: Adam with Nesterov's momentum from the difference of two gradients.
27. `d_adaptation`: Adam with a rate that rises to an estimated distance.
28. `prodigy`: D-Adaptation with weights that grow, so that it rises faster.
29. `adopt`: Adam that divides a gradient by the root of those before it.
30. `ademamix`: Adam with a second, very long memory of the gradient.
31. `soap`: Adam for matrices, in coordinates turned to the directions of the gradients.
"""

from lrkit.optimizers.adabelief import AdaBelief
from lrkit.optimizers.adadelta import AdaDelta
from lrkit.optimizers.adafactor import Adafactor
from lrkit.optimizers.adagrad import AdaGrad
from lrkit.optimizers.adam import Adam
from lrkit.optimizers.adamax import Adamax
from lrkit.optimizers.adan import Adan
from lrkit.optimizers.ademamix import AdEMAMix
from lrkit.optimizers.adopt import ADOPT
from lrkit.optimizers.amsgrad import AMSGrad
from lrkit.optimizers.base import Optimizer
from lrkit.optimizers.cautious import Cautious
from lrkit.optimizers.d_adaptation import DAdaptAdam
from lrkit.optimizers.dog import DoG
from lrkit.optimizers.gradient_descent import GradientDescent
from lrkit.optimizers.groups import LayerRates, RuleForEach
from lrkit.optimizers.line_search import Armijo, PolyakStep
from lrkit.optimizers.lion import Lion
from lrkit.optimizers.madgrad import MADGRAD
from lrkit.optimizers.momentum import Momentum
from lrkit.optimizers.muon import Muon
from lrkit.optimizers.nadam import NAdam, NAdamW
from lrkit.optimizers.nesterov import Nesterov, NesterovLookAhead
from lrkit.optimizers.prodigy import Prodigy
from lrkit.optimizers.radam import RAdam
from lrkit.optimizers.rmsprop import RMSProp
from lrkit.optimizers.rprop import Rprop
from lrkit.optimizers.schedule_free import ScheduleFreeAdamW, ScheduleFreeSGD
from lrkit.optimizers.signum import Signum
from lrkit.optimizers.soap import SOAP
from lrkit.optimizers.trust_ratio import LAMB, LARS
from lrkit.optimizers.weight_decay import AdamW, DecoupledDecay, L2Penalty

__all__ = [
    "ADOPT",
    "LAMB",
    "LARS",
    "MADGRAD",
    "SOAP",
    "AMSGrad",
    "AdEMAMix",
    "AdaBelief",
    "AdaDelta",
    "AdaGrad",
    "Adafactor",
    "Adam",
    "AdamW",
    "Adamax",
    "Adan",
    "Armijo",
    "Cautious",
    "DAdaptAdam",
    "DecoupledDecay",
    "DoG",
    "GradientDescent",
    "L2Penalty",
    "LayerRates",
    "Lion",
    "Momentum",
    "Muon",
    "NAdam",
    "NAdamW",
    "Nesterov",
    "NesterovLookAhead",
    "Optimizer",
    "PolyakStep",
    "Prodigy",
    "RAdam",
    "RMSProp",
    "Rprop",
    "RuleForEach",
    "ScheduleFreeAdamW",
    "ScheduleFreeSGD",
    "Signum",
]
