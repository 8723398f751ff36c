// Clusters measure each other's silence: two of them at once on a small machine would find each other's silos dead.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
