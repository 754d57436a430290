using Xunit.Sdk;
using Xunit.v3;

// Each test holds two Chromiums and the whole product: two at a time on two cores would measure the machine instead.
[assembly: Parallelization(Mode = ParallelMode.None)]
